"""Sessions as Django keeps them in the database; the look-up of every signed-in request is a prepared statement."""

from django.contrib.sessions.backends import db
from django.utils import timezone

from web.prepared import Parameter, PreparedQuery

SESSION = PreparedQuery(
    lambda: db.SessionStore.get_model_class().objects.filter(
        session_key=Parameter("session_key"), expire_date__gt=Parameter("at")
    )
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        found = SESSION.all(session_key=self.session_key, at=timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None
