"""The pages of intake under ``/intake/streets/{street}``."""

from services.intake.pages.authors import author_pages
from services.intake.pages.desk import desk_pages
from services.intake.pages.desk_acts import desk_acts
from services.intake.pages.public import public_pages

ROUTERS = (public_pages, author_pages, desk_pages, desk_acts)
