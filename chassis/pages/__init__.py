"""What every page of the product shares: templates, language, elder mode, forms, headers, files.

A service calls ``render(request, "intake/list.html", rows=rows)``. The one object behind it is
``Pages``, built at start and attached to the application, so nothing happens at import.

A state-changing route that a browser form reaches depends on ``guard_forms`` and its form contains
``{{ csrf() }}``. The two preferences (language, elder mode) are plain links and plain cookies, so
they work without JavaScript and without signing in.
"""

from chassis.core.text import mask_name, mask_phone
from chassis.pages.form_token import (
    FORM_FIELD,
    FORM_HEADER,
    NONCE_COOKIE,
    form_binding,
    guard_forms,
)
from chassis.pages.preferences import Lang, language, local_path, preferences
from chassis.pages.rendering import render, secure_headers
from chassis.pages.site import STATIC_DIR, NavLink, Pages, Person, pages_of, templates_for
from chassis.pages.words import say_date, say_datetime, say_number, say_yuan

__all__ = [
    "FORM_FIELD",
    "FORM_HEADER",
    "NONCE_COOKIE",
    "STATIC_DIR",
    "Lang",
    "NavLink",
    "Pages",
    "Person",
    "form_binding",
    "guard_forms",
    "language",
    "local_path",
    "mask_name",
    "mask_phone",
    "pages_of",
    "preferences",
    "render",
    "say_date",
    "say_datetime",
    "say_number",
    "say_yuan",
    "secure_headers",
    "templates_for",
]
