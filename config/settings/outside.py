"""What the site sends to others or asks of them: mails, and whether cited addresses still answer."""

import environ

from config.settings.given import given

env = environ.Env()

# Where the site is found, for what is written without a request: links in mails, and who checks links.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="")
# Whether addresses of cited documents are asked if they still answer, how many a night, and after how many
# seconds the same host again. Private addresses are never asked, but for those that a test names.
CHECK_LINKS = env.bool("CHECK_LINKS", default=False)
LINK_CHECKS_A_NIGHT = env.int("LINK_CHECKS_A_NIGHT", default=40)
LINK_CHECK_PAUSE = env.int("LINK_CHECK_PAUSE", default=20)
LINK_CHECKS_ALSO_REACH: list[str] = []
# The mail server, for digests that people ask for; without one they are not offered.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = given("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 30
# The languages that mails are written in, each by its own name; locale/ holds the words. The site's pages are
# in English for everybody (LANGUAGES): what a shared cache keeps does not depend on who asked first.
MAIL_LANGUAGES = [("en", "English"), ("km", "ភាសាខ្មែរ"), ("fr", "français"), ("zh-hans", "简体中文")]
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="")
