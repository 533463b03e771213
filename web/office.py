"""What the admin pages of several apps share."""

from unfold.admin import ModelAdmin


class WritesChanges(ModelAdmin):
    """A change form that writes the fields that were changed and no others.

    Django writes the whole row as it was read: what an action wrote meanwhile would be undone.
    """

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
        elif form.changed_data:
            self.save_changes(obj, form.changed_data)

    def save_changes(self, obj, names):
        """Write these fields; never called without any."""
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=columns.intersection(names))


class ReadOnlyAdmin(ModelAdmin):
    """Rows that staff look at, and nobody writes by hand."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
