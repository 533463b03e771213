from tests.studio.conftest import client_user, opened, professional, start, user

__all__ = ["client_user", "opened", "professional", "start", "user"]
