"""Operations of migrations that do what several others do, with one rendering of the state."""

from django.db.migrations.operations.base import Operation


class ChangeTables(Operation):
    """Does what its operations would do one after another: add, alter or remove fields, constraints, indexes, triggers.

    Django renders the models related to a changed one again after each operation, and people are related to nearly
    everything: two thirds of the time of migrating. Here the state gets all changes, and is rendered once. So none may
    need what another one of them changes: a field is not added and altered.
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
        return "; ".join(operation.describe() for operation in self.operations)


class CreateTables(ChangeTables):
    """The same for `CreateModel` operations, which may refer to one another in a circle: foreign keys are added at the
    end of the migration. Indexes, constraints and triggers stand in their options, or in a `ChangeTables` behind."""

    def describe(self):
        return f"Create {len(self.operations)} tables"
