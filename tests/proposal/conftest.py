from tests.intake.conftest import keys, mission

__all__ = ["keys", "mission"]
