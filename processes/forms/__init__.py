"""Forms: form-js documents (schemaVersion 19) as marshmallow schemas; the server is the authority."""

from __future__ import annotations

from processes.forms.form import Form, FormSchema, path_text

__all__ = ["Form", "FormSchema", "path_text"]
