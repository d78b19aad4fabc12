"""Asks the addresses of cited documents whether they still answer: politely, and only public servers."""

from core.link_checking.rounds import check_links

__all__ = ["check_links"]
