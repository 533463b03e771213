"""A migration's operation that makes all tables of a baseline with one rendering of the state."""

from django.db.migrations.operations.base import Operation


class CreateTables(Operation):
    """Does what its `CreateModel` operations would do one after another.

    Django renders the models related to a new one again for each new one, and people are related to nearly everything:
    two thirds of the time of migrating an empty database. Here the state gets all of them, and is rendered once. They
    may refer to one another in a circle, as foreign keys are added at the end of the migration. Their indexes,
    constraints and triggers stand in their options.
    """

    serialization_expand_args = ["operations"]
    reduces_to_sql = True
    reversible = True

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.operations)} tables"
