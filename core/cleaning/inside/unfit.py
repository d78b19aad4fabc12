"""What a reader says instead of giving a copy: a code, which gets its words outside."""


class UnfitError(Exception):
    """This file gives no clean copy; `values` are the numbers that the reason tells."""

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
