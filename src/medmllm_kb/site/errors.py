"""The one way in which building the site fails on purpose."""


class SiteError(Exception):
    """The site cannot be built; the message tells a person why and what to do. Never shown with a traceback."""
