from django.db import migrations, models

FORGET = """
UPDATE accounts_party party
   SET name = '', version = party.version + 1
  FROM accounts_user person
 WHERE party.kind = 'person'
   AND party.calendar_id = person.calendar_id
   AND person.email LIKE '%%@deleted.invalid';
SET CONSTRAINTS ALL IMMEDIATE;
"""
NAME_AGAIN = """
UPDATE accounts_party SET name = 'Former member', version = version + 1 WHERE kind = 'person' AND name = '';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    """The party of a deleted account was known by a name that anybody can take. Now no name is stored, and each reader
    reads one in their language."""

    dependencies = [
        ("accounts", "0007_forgotten_names"),
    ]

    operations = [
        migrations.RunSQL(FORGET, NAME_AGAIN),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "person"), models.Q(("name", ""), _negated=True), _connector="OR"),
                name="party_has_a_name",
            ),
        ),
    ]
