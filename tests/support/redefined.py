"""A study in which a code was defined anew after it had been used."""

from pathlib import Path

from fitcode.domain.codebook import Code, Codebook
from fitcode.store.codebooks import apply_codebook
from fitcode.store.project import Project
from tests.support.projects import add_transcript, apply_components, code, new_project

FUEL = Code(id="fuel", name="Fuel", definition="What is said of fuel.", use_when="It is late.")
STAFF = Code(id="staff", name="Staff", definition="Who is there.")
CHIEFS = Code(id="chiefs", name="Chiefs", parent="staff")
FUEL_NOW = FUEL.model_copy(update={"use_when": "It is late or lost."})


def apply_codes(project: Project, *codes: Code) -> None:
    """Put a codebook of these codes into force."""
    with project.writing("codebook apply", coder="ines"):
        apply_codebook(project, Codebook(id="fit", name="Fit", codes=codes), file_text="")


def redefined_study(folder: Path) -> Path:
    """Fuel, staff and chiefs, coded by ines and tomas before fuel was defined anew."""
    with new_project(folder, codes=()) as project:
        apply_codes(project, FUEL, STAFF, CHIEFS)
        apply_components(project, "force", "isr")
        add_transcript(project, "ANA: [fuel]The fuel came late.[/] [staff]Six of us left.[/]")
        add_transcript(project, "BEN: [fuel misfit]No fuel.[/] [chiefs]The chief.[/]", name="ben")
        code(project, "ana", "fuel", "fuel", coder="tomas")
        apply_codes(project, FUEL_NOW, STAFF, CHIEFS)
    return folder
