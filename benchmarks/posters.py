"""A thousand posters for a thousand units in one run, as one tagged PDF."""

import time

from benchmarks.measure import Measure, against

from bluezone.rollout.studio.printing import sheet
from bluezone.rollout.studio.rules.filling import filled
from bluezone.rollout.studio.rules.words import Form, Imprint, Message, Place, Text
from bluezone.rollout.studio.shipped import shipped_texts

UNITS = 1_000
VILLAGES = ("Nậm Củm", "Bum Tở", "Tà Tổng", "Mường Mô", "Pa Ủ", "Thu Lũm", "Sín Chải", "Nậm Manh", "Hua Bum", "Ka Lăng")
SPEAKS = Imprint("Sở Khoa học và Công nghệ tỉnh Lai Châu", "1900 9095", "https://bluezone.example", trial=False)


def measures() -> list[Measure]:
    install = next(text for text in shipped_texts() if text.message is Message.INSTALL and text.language == "vi")
    said, units = filled(install, SPEAKS), list(map(unit, range(UNITS)))
    sheet(Form.POSTER_A4, said, SPEAKS, units[:1])  # the faces are read once
    return [measured(form, units, said) for form in (Form.POSTER_A4, Form.LEAFLET, Form.STICKER)]


def unit(number: int) -> Place:
    name = f"Bản {VILLAGES[number % len(VILLAGES)]} {number // len(VILLAGES) + 1}"
    return Place(name, "xã Mường Tè, tỉnh Lai Châu", f"{number:05}", f"https://bluezone.example/i?u={number:05}")


def measured(form: Form, units: list[Place], said: Text) -> Measure:
    start, begun = time.perf_counter(), time.process_time()
    made = sheet(form, said, SPEAKS, units)
    seconds, worked = time.perf_counter() - start, time.process_time() - begun
    return Measure(
        f"{form} for {len(units):,} units, {len(made) / 1e6:.1f} MB",
        seconds,
        "s",
        reference="s of the processor, what an idle computer would need",
        reference_value=worked,
        ratio=against(worked, seconds),
        aim="<= 60 s",
        met=seconds <= 60,
    )
