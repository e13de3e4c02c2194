"""Where the other services' pages are: the portal links to them, the browser composes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Links:
    """Addresses of one street's pages."""

    street: str

    @property
    def home(self) -> str:
        """The street's own page."""
        return f"/streets/{self.street}"

    @property
    def members(self) -> str:
        """Its members."""
        return f"{self.home}/members"

    @property
    def charter(self) -> str:
        """Its charter."""
        return f"{self.home}/charter"

    @property
    def desk(self) -> str:
        """The desk of those who work for it."""
        return f"{self.home}/desk"

    @property
    def suggestions(self) -> str:
        """Its public list of suggestions."""
        return f"/intake/streets/{self.street}/suggestions"

    @property
    def new_suggestion(self) -> str:
        """The form for a new one."""
        return f"/intake/streets/{self.street}/new"

    @property
    def intake_desk(self) -> str:
        """The ledger's desk."""
        return f"/intake/streets/{self.street}/desk"

    @property
    def ledger(self) -> str:
        """The three-rounds ledger."""
        return f"/screening/streets/{self.street}"

    @property
    def sessions(self) -> str:
        """Sessions and results."""
        return f"/ballot/streets/{self.street}"

    @property
    def projects(self) -> str:
        """The chosen projects."""
        return f"/supervision/streets/{self.street}/projects"

    @property
    def chosen(self) -> str:
        """The fragment that the street's page shows of them."""
        return f"/supervision/streets/{self.street}/chosen"

    @property
    def inspections(self) -> str:
        """The calendar of inspections."""
        return f"/supervision/streets/{self.street}/inspections"
