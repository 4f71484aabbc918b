"""The stand-in put together: one Flask application, mountable below any prefix."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from flask.typing import ResponseReturnValue

from sandbox.faults import Faults, fault_routes
from sandbox.noon.control_events import event_controls
from sandbox.noon.control_orders import order_controls
from sandbox.noon.controls import NewStart, world_controls
from sandbox.noon.events import set_destination
from sandbox.noon.fbpi import fbpi_routes
from sandbox.noon.gate import control_blueprint, install_gate, read
from sandbox.noon.identity import identity_routes
from sandbox.noon.life import Life
from sandbox.noon.projects import DEFAULT_PROJECT, add_project
from sandbox.noon.sender import Sender
from sandbox.noon.shelves import shelf_routes
from sandbox.noon.world import Noon
from sandbox.store import Store


@dataclass(frozen=True)
class Engine:
    """The moving parts behind an application, for whoever started it; found at `app.extensions["noon"]`."""

    noon: Noon
    sender: Sender
    life: Life

    def stop(self) -> None:
        """Stop the threads; what is still to be sent stays in the store."""
        self.life.stop()
        self.sender.stop()


def create_app(
    store: Store,
    faults: Faults,
    *,
    webhook_url: str | None = None,
    webhook_headers: dict[str, str] | None = None,
    seed: int = 0,
    clock: Callable[[], float] = time.time,
) -> Flask:
    """noon's partner API over `store`; events go to `webhook_url` with `webhook_headers`, if it is given."""
    noon = Noon(store, faults, seed=seed, clock=clock)
    engine = Engine(noon, Sender(noon), Life(noon))

    def settle() -> None:
        add_project(noon, DEFAULT_PROJECT)
        if webhook_url:
            set_destination(noon, DEFAULT_PROJECT, webhook_url, webhook_headers or {})
        noon.wake_sender()  # what an earlier run could not deliver

    settle()
    app = Flask(__name__)
    app.extensions["noon"] = engine
    install_gate(app, noon)
    for routes in (identity_routes(noon), fbpi_routes(noon), shelf_routes(noon), fault_routes(faults)):
        app.register_blueprint(routes)
    for controls in (world_controls(noon, engine.life), order_controls(noon), event_controls(noon)):
        app.register_blueprint(controls)
    reset = control_blueprint("reset")

    @reset.post("/reset")
    def start_again() -> ResponseReturnValue:
        seed = read(NewStart).seed
        engine.life.stop()
        noon.forget(seed)
        settle()
        return {"seed": seed}

    app.register_blueprint(reset)
    return app
