"""`ninebell evaluate`: how well an engine reads messages whose right answers are known."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from app.settings import SettingsError, rasa_server, var_folder
from bot.evaluating.engines import ENGINES, Places, calibrate_training
from bot.evaluating.evaluation import Evaluation, evaluate
from bot.evaluating.messages import MessageError, read_messages
from bot.evaluating.pictures import draw_confusion, draw_reliability
from bot.evaluating.plain import plain, plain_evaluation
from bot.evaluating.public_sets import (
    PublicSet,
    PublicSetError,
    read_banking77,
    read_clinc150,
)
from bot.evaluating.report import show_calibration, show_engines, show_evaluation, show_public
from bot.parsers.errors import UnderstandingError

BOTH, RASA = "both", "rasa"
MOST_WORST = 10_000
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
HELP = """Read the messages of each FILE, judge what was understood, and print the figures.

A FILE holds JSON lines as for `ninebell parse`, with "tags" and the right answer as "expect":
docs/evaluating.md shows one. Nothing is stored or sent.
"""


@dataclass(frozen=True, slots=True)
class Output:
    """What is written beside the text: pictures into a folder, and whether messages may be shown."""

    pictures: Path | None
    texts: bool


@click.command("evaluate", help=HELP)
@click.argument("files", nargs=-1, metavar="[FILE]...", type=FILE)
@click.option("--engine", type=click.Choice([*ENGINES, BOTH]), default="embedded", show_default=True)
@click.option("--corpus", is_flag=True, help="Also the calibration on the training messages, out of fold.")
@click.option("--banking77", type=FOLDER, help="The folder of BANKING77: train.csv and test.csv.")
@click.option("--clinc150", type=FOLDER, help="The folder of CLINC150: data_full.json.")
@click.option("--worst", type=click.IntRange(0, MOST_WORST), default=50, show_default=True)
@click.option("--hide-texts", is_flag=True, help="Figures only, no message: for sets nobody may look into.")
@click.option(
    "--pictures", type=click.Path(file_okay=False, path_type=Path), help="A folder for SVG pictures."
)
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="All figures.")
def command(
    files: tuple[Path, ...],
    engine: str,
    corpus: bool,
    banking77: Path | None,
    clinc150: Path | None,
    worst: int,
    hide_texts: bool,
    pictures: Path | None,
    json_file: Path | None,
) -> None:
    """Evaluate what is asked for, one part after the other."""
    if not (files or corpus or banking77 or clinc150):
        raise click.UsageError("Name a FILE of messages, or --corpus, --banking77 DIR or --clinc150 DIR.")
    output = Output(pictures, texts=not hide_texts)
    written: dict[str, Any] = {}
    try:
        public = _read_public(banking77, clinc150)
        if files:
            written["engines"] = _evaluate_files(files, engine, worst, output)
        if corpus:
            written["corpus"] = _evaluate_corpus(output)
        if public:
            written["public"] = _evaluate_public(public)
    except (MessageError, PublicSetError, UnderstandingError) as error:
        raise click.ClickException(str(error)) from error
    if json_file:
        _write(json_file, json.dumps(written, ensure_ascii=False, indent=1) + "\n")


def _evaluate_files(files: tuple[Path, ...], engine: str, worst: int, output: Output) -> dict[str, Any]:
    messages = [message for file in files for message in read_messages(file)]
    names = list(ENGINES) if engine == BOTH else [engine]
    places = _places_with_rasa() if RASA in names else _places()
    engines = [ENGINES[name](places) for name in names]
    evaluations = [evaluate(each, messages, worst) for each in engines]
    for evaluation in evaluations:
        click.echo(show_evaluation(evaluation, texts=output.texts) + "\n")
        if output.pictures:
            _draw(evaluation, output.pictures)
    click.echo(show_engines(evaluations))
    return {each.engine: plain_evaluation(each, texts=output.texts) for each in evaluations}


def _evaluate_corpus(output: Output) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for name, figures in calibrate_training(_places()).items():
        click.echo("\n".join([f"\nTRAINING MESSAGES, {name}, out of fold", *show_calibration(figures)]))
        written[name] = plain(figures)
        if output.pictures and figures:
            path = output.pictures / f"reliability-training-{name.lower().replace(' ', '-')}.svg"
            _write(path, draw_reliability(figures, f"training, {name}"))
    return written


def _read_public(banking77: Path | None, clinc150: Path | None) -> list[PublicSet]:
    sets = [read_banking77(banking77)] if banking77 else []
    return [*sets, *([read_clinc150(clinc150)] if clinc150 else [])]


def _evaluate_public(sets: list[PublicSet]) -> dict[str, Any]:
    # only here, as these libraries take a second that no other part needs
    from bot.evaluating.public_learning import evaluate_public
    from bot.parsers.encoder import Encoder

    encoder = Encoder.load()
    written = {}
    for public in sets:
        click.echo(f"Learning {public.name}: {len(public.learn)} messages …", err=True)
        figures = evaluate_public(public, encoder.encode)
        click.echo("\n" + show_public(figures))
        written[public.name] = plain(figures)
    return written


def _places() -> Places:
    return Places(models=var_folder() / "models")


def _places_with_rasa() -> Places:
    """The same with Rasa's server. Raises click.ClickException."""
    try:
        url, token = rasa_server()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    return Places(var_folder() / "models", url, token)


def _draw(evaluation: Evaluation, folder: Path) -> None:
    name = evaluation.engine
    _write(folder / f"confusion-intents-{name}.svg", draw_confusion(evaluation.intents, "intents"))
    _write(folder / f"confusion-codes-{name}.svg", draw_confusion(evaluation.codes, "codes"))
    if evaluation.calibration:
        picture = draw_reliability(evaluation.calibration, f"the {name} engine's codes")
        _write(folder / f"reliability-{name}.svg", picture)


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    except OSError as error:
        raise click.ClickException(
            f"{path} cannot be written: {error.strerror}. Name a place you may write to."
        ) from error
