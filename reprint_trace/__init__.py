"""Where did this page's text really come from?"""

__version__ = "0.1.0"
