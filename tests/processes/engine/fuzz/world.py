"""The instances of the oracle, and what travels between them."""

from __future__ import annotations

from typing import Any

from .oracle import Game
from .shapes import Model


class World:
    """Messages go to one receiver in each process, signals to all."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.games: list[Game] = []

    def begin(self, process: str, variables: dict[str, Any], event: str | None = None) -> None:
        """A new instance."""
        game = Game(self.model, process)
        game.start(variables, event)
        self.games.append(game)
        self.send(game)

    def send(self, sender: Game) -> None:
        """What an instance has thrown outwards, in order."""
        sent, sender.sent = sender.sent, []
        for (kind, name), values in sent:
            if kind == "message":
                self.message(str(name), values, sender)
            else:
                self.signal(str(name), sender)

    def message(self, name: str, values: dict[str, Any], sender: Game | None) -> None:
        """To one in each process: to the one that has waited longest, else to a process that it starts."""
        taken: set[str] = set()
        for game in [each for each in self.games if each is not sender]:
            for spot in game.waiting("message", name):
                process = game.process_of(spot)
                if process not in taken and spot.alive and spot.waits == ("message", name):
                    taken.add(process)
                    game.hand(spot, values)
                    self.send(game)
        for process, body in self.model.processes.items():
            for start in body.of_kind("start"):
                if start.trigger == ("message", name) and process not in taken:
                    taken.add(process)
                    self.begin(process, values, start.id)

    def signal(self, name: str, sender: Game | None) -> None:
        """To everybody who waits."""
        for game in list(self.games):
            if game is not sender and game.waiting("signal", name):
                game.broadcast(name)
                self.send(game)
