"""How far a number as printed can lie from the true one: "about 9,400", "nearly 2,200", 80.32 per cent."""

from decimal import Decimal

from core.quantities import Qualifier
from elections_app.consistency.figures import Figure

WHOLE = Decimal(1)
HALF = Decimal("0.5")


def agrees(printed: Figure, true_value: Decimal) -> bool:
    """Whether a number can be printed like this when it truly is `true_value`."""
    # Sources round down as well as to the nearest ("about 7,200" for 7,259), so a whole unit is allowed.
    value, unit = printed.value, _unit(printed)
    match printed.qualifier:
        case Qualifier.ABOUT:
            return abs(true_value - value) < unit
        case Qualifier.NEARLY:
            return value - unit < true_value < value
        case Qualifier.MORE_THAN:
            return true_value > value
        case Qualifier.UP_TO:
            return true_value <= value
    return abs(true_value - value) <= (printed_step(printed) if printed.in_percent else 0)


def last_place(value: Decimal) -> Decimal:
    """One unit of the last digit that is not nought: 100 for 9,400, and 0.01 for 80.32."""
    exponent = value.normalize().as_tuple().exponent
    return WHOLE.scaleb(exponent) if value and isinstance(exponent, int) else WHOLE


def printed_step(figure: Figure) -> Decimal:
    """Half a unit of the last digit of a share: 80.32 per cent is anything from 80.315 to 80.325."""
    return _unit(figure) * HALF


def _unit(figure: Figure) -> Decimal:
    """One unit of the last digit; a share without decimals counts as given to the whole per cent."""
    unit = last_place(figure.value)
    return min(unit, WHOLE) if figure.in_percent else unit
