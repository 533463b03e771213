"""Statements that Django writes once and PostgreSQL plans once a connection, for the few actions that must be quick.

In a short transaction the rows cost little and the words much: to write a queryset with its joins as SQL takes Django
up to 1 ms each time, and to plan one over eight tables takes PostgreSQL 3 ms. Both depend on the words alone. Where
that does not matter a plain queryset is the better choice: it needs no names for its values.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Expression, Field, JSONField, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)

LIST = re.compile(r"IN \(SELECT unnest\((%s::\w+\[\])\)\)")
"""How a `ParameterList` comes out of Django."""


def run(sql: str, values: Sequence | Mapping[str, Any] = ()) -> list[tuple]:
    """Run a statement that psycopg keeps prepared on its connection, and give the rows that it returns.

    The words must stay the same, also where there are more values: lists go in as arrays (`= ANY(%s::bigint[])`,
    `unnest(%s::uuid[])`). The server binds the values, so a number or a list wants the type of its column behind it.
    Raises what Django's cursors raise.
    """
    return _rows(sql, values, prepare=True)


def run_once(sql: str, values: Sequence) -> list[tuple]:
    """`run` for a statement of which PostgreSQL keeps nothing: it is planned for these very values, of which its plan
    depends so much that planning is worth its time."""
    return _rows(sql, values, prepare=False)


def _rows(sql: str, values: Sequence | Mapping[str, Any], *, prepare: bool) -> list[tuple]:
    """Django's usual cursor writes the values into the words, so none of its statements could be prepared.

    None is prepared behind PgBouncer, of which DISABLE_SERVER_SIDE_CURSORS tells, where the next statement may reach
    another session; nor where Django logs queries, which asks psycopg for the words of the statement: it keeps only
    those of statements that are not prepared.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    is_kept = prepare and not (database.queries_logged or database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"))
    server_binding = _Cursor(database.connection, prepare=is_kept)
    wrap = database.make_debug_cursor if database.queries_logged else database.make_cursor
    with wrap(server_binding) as cursor:  # type: ignore[arg-type]  # the stubs want a wrapper within the wrapper
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


class _Cursor(psycopg.Cursor):
    """One that hands values to the server beside the words, and remembers whether those are to be kept."""

    def __init__(self, connection: psycopg.Connection, *, prepare: bool) -> None:
        super().__init__(connection)
        self._is_prepared = prepare

    def execute(self, query, params=None, **options):
        return super().execute(query, params, prepare=self._is_prepared, **options)


def from_json(model: type[M], row: Mapping[str, Any]) -> M:
    """The object of a row that PostgreSQL wrote as JSON (`to_json(row)`), as Django makes it."""
    fields = model._meta.concrete_fields
    made = model(**{field.attname: field.to_python(row[str(field.column)]) for field in fields})
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    return made


def save(changed: Model, *names: str) -> None:
    """`changed.save(update_fields=names)`, without signals."""
    fields = [_column(type(changed), name) for name in names]
    values = [_stored(field, changed) for field in (*fields, changed._meta.pk)]
    run(_update(type(changed), names), values)


def _column(model: type[Model], name: str) -> Field:
    """The field of a column."""
    field = model._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101 — only columns are saved, not relations that lead here
    return field


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{_column(model, name).column}" = %s' for name in names)
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "{model._meta.pk.column}" = %s'


def insert(made: Sequence[Model], *, otherwise: str = "") -> None:
    """Store these objects of one model by one statement, without signals. A key that the database counts stays unset.

    `otherwise` is what to do with those that are there: `ON CONFLICT ...`.
    """
    if made:
        fields = _inserted(type(made[0]))
        run(_insert(type(made[0])) + otherwise, [[_stored(field, each) for each in made] for field in fields])
    for each in made:
        each._state.adding = False


def _inserted(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]


@cache
def _insert(model: type[Model]) -> str:
    fields = _inserted(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    lists = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT * FROM unnest({lists}) '


def _stored(field: Field, owner: Model):
    """What goes in for a field: objects that actions make hold what their columns hold, but for JSON."""
    value = getattr(owner, field.attname)
    if isinstance(value, str):
        # A list goes in as one array, whose values have one type: a choice and "" are both text.
        return str(value)
    return field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value


class Parameter(Expression):
    """In the queryset of a `PreparedQuery`, a value that comes later, under this name."""

    template = "%s"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        return self.template, [self]


class ParameterList(Parameter):
    """In the queryset of a `PreparedQuery`, a list that comes later, for `__in`: one array, where two values and three
    would be different words."""

    def __init__(self, name: str, type: str = "uuid") -> None:
        super().__init__(name)
        self.template = f"(SELECT unnest(%s::{type}[]))"


class PreparedQuery(Generic[M]):
    """A queryset that is asked again and again, each time with other values.

    `SHOW = PreparedQuery(lambda: Show.objects.with_place().filter(pk=Parameter("show")))`, later
    `SHOW.all(show=show_id)`. Its objects are those of the queryset, with `select_related`, order and locks. It knows
    nothing of prefetched objects and annotations.
    """

    def __init__(self, make_queryset: Callable[[], QuerySet[M]]) -> None:
        self._make_queryset = make_queryset

    def all(self, **values: Any) -> list[M]:
        """All objects, for these values of what is `Parameter`."""
        return list(self._make(self.rows(**values)))

    def rows(self, **values: Any) -> list[tuple]:
        """The rows as PostgreSQL returns them: for a queryset of `values_list`."""
        sql, parameters, _compiler = self._compiled
        return run(sql, [values[each.name] if isinstance(each, Parameter) else each for each in parameters])

    @cached_property
    def _compiled(self) -> tuple[str, Sequence, Any]:
        """The words, the values in them with the places of those that come later, and who wrote them."""
        compiler = self._make_queryset().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        # An index is asked for each value of an array; with a table of them PostgreSQL may read all rows there are.
        return LIST.sub(r"= ANY(\1)", sql), parameters, compiler

    @cached_property
    def _make(self) -> Callable[[list[tuple]], Iterator[M]]:
        _sql, _parameters, compiler = self._compiled
        return _maker(compiler)


def _maker(compiler) -> Callable[[list[tuple]], Iterator]:
    """What Django's `ModelIterable` does with the rows of a compiled queryset."""
    model, places = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    first, end = places[0], places[-1] + 1
    names = [column.target.attname for column, *_rest in compiler.select[first:end]]
    related = get_related_populators(compiler.klass_info, compiler.select, "default")  # type: ignore[call-arg]  # Django 6 adds one
    converters = compiler.get_converters([column for column, *_rest in compiler.select])

    def make(found: list[tuple]) -> Iterator:
        for row in compiler.apply_converters(found, converters) if converters else found:
            made = model.from_db("default", names, row[first:end])
            for populator in related:
                populator.populate(row, made)
            yield made

    return make
