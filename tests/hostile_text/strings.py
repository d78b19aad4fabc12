"""Text that would run as a program wherever a page forgets that it is text."""

RUN = "window.__executed=1"

# Short, so that the narrowest fields hold them too; each breaks out in another way.
HOSTILE = (
    f"<script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f'" autofocus onfocus={RUN} x="',
    f"' onmouseover={RUN} x='",
    f"<svg onload={RUN}>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<details open ontoggle={RUN}>",
    '<iframe srcdoc="<script>parent.__executed=1</script>">',
    f"<math><mtext></p><script>{RUN}</script>",
    f"<!--><script>{RUN}</script>-->",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"javascript:{RUN}",
    f"[a](javascript:{RUN})",
    f"[a](JaVaScRiPt&colon;{RUN})",
    f"[a](java&#x09;script:{RUN})",
    f"[a](data:text/html,<script>{RUN}</script>)",
    f"<javascript:{RUN}>",
    f'[a](https://e.org "x" onclick={RUN})',
    f'![a](x"onerror="{RUN})',
    "{{ constructor.constructor('" + RUN + "')() }}",
    "{% load x %}{{ request.user.password }}",
    f"\N{FULLWIDTH LESS-THAN SIGN}script\N{FULLWIDTH GREATER-THAN SIGN}{RUN}",
    f"\N{RIGHT-TO-LEFT OVERRIDE}<script>{RUN}</script>",
    f"<scr\N{ZERO WIDTH SPACE}ipt>{RUN}</script><script>{RUN}</script>",
    f"<ſcript>{RUN}</ſcript><ımg src=x onerror={RUN}>",
)
