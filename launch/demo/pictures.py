"""Pictures of finished works for the demonstration: drawn, so that they show nobody's place."""

import io

from PIL import Image, ImageDraw

SIZE = (960, 640)
WALLS = ("#c8b8a2", "#b7c4c9", "#d3c3a6", "#c2b2b2", "#b9c7ae")
ROOFS = ("#8f4b3a", "#5d6b73", "#7a5c3e", "#6b4a57", "#566b4a")


def works(no: int, shot: int) -> bytes:
    """A JPEG of a house and a path, another one for each project and shot; not twice the same."""
    picture = Image.new("RGB", SIZE, "#d6e6f2")
    pen = ImageDraw.Draw(picture)
    wall, roof = WALLS[no % 5], ROOFS[(no + shot) % 5]
    left = 120 + 40 * ((no + shot) % 6)
    pen.rectangle((0, 430, 960, 640), fill="#9bb07f")
    pen.polygon([(380, 640), (580, 640), (510, 430), (470, 430)], fill="#b9b3a8")
    pen.rectangle((left, 210, left + 420, 470), fill=wall)
    pen.polygon([(left - 30, 210), (left + 450, 210), (left + 210, 110)], fill=roof)
    for column in range(4):
        for row in range(2):
            at = (left + 30 + column * 100, 240 + row * 100)
            pen.rectangle((*at, at[0] + 60, at[1] + 64), fill="#e9f3f8", outline=roof, width=4)
    pen.ellipse((700 - 10 * no, 300, 820 - 10 * no, 430), fill="#5f8a5a")
    pen.rectangle((752 - 10 * no, 420, 766 - 10 * no, 500), fill="#6f5640")
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=80)
    return made.getvalue()
