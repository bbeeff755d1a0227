"""The engine that reads what parents write, as the flow tests have it."""

from tests.flows.conftest import parser

__all__ = ["parser"]
