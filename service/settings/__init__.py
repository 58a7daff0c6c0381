"""The rooms of the settings: one dataclass with its own reader each, put together in ``service.config``."""
