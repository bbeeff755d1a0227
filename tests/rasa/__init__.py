"""The conversation tests with Rasa as the engine: `make test-rasa`."""
