"""Everything noon's documents leave open, or do in more than one way, as a setting of the stand-in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

Shape = Literal["flat", "wrapped", "html"]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class Knobs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The defaults are the strictest reading of noon's documents, so that a client which passes here is careful."""

    # identity
    iat_window_s: Count = 300  # 0: any time will do
    jti_once: bool = True
    cookie_names: tuple[str, str] = ("_npsid", "_nprt")

    # how errors look
    error_shape: Shape = "flat"
    identity_error_shape: Shape = "flat"
    unknown_path_status: Literal[404, 418] = 418

    # limits
    rate_limit: Count = 1500  # per project and window; 0: none
    rate_window_s: Annotated[float, msgspec.Meta(gt=0)] = 60.0
    retry_after: bool = False

    # lists
    page_size: Annotated[int, msgspec.Meta(ge=1, le=50)] = 50
    end_of_list: Literal["empty", "null", "absent", "repeat"] = "empty"
    list_order: Literal["oldest_first", "newest_first"] = "oldest_first"

    # how values look
    created_at_format: Literal["seconds", "fraction", "offset"] = "seconds"
    bare_whole_prices: bool = False  # 149 instead of 149.0, as most protobuf printers write a double
    unknown_mp_status: str = ""  # shown on the first item of every order
    unknown_integration_status: str = ""
    integers_as_strings: bool = False  # how protobuf writes a 64-bit integer
    empty_actions: bool = False  # an action answers with no body at all instead of {}

    # the life of an item
    acknowledge: Literal["at_once", "on_delivery", "never"] = "at_once"
    out_of_stock_cancels: bool = True  # False: the item stays confirmed until it is cancelled by control
    repeated_out_of_stock: Literal["refused", "accepted"] = "refused"
    duplicate_shipment: Literal["already_exists", "silent"] = "already_exists"
    cancel_after_pick_up: Literal["refused", "accepted"] = "refused"

    # stock and warehouses
    refused_skus: dict[str, str] = {}  # SKU to the name of the status its item gets inside a 200
    stock_batch_cap: Count = 0  # 0: none
    warehouse_prefix: Literal["warehouse_platform", "warehouse-platform"] = "warehouse_platform"

    # events
    envelope: Literal["full", "no_message_id", "legacy", "legacy_fbpi"] = "full"
    created_event: Literal["sync", "created", "both"] = "sync"
    change_events: bool = True
    duplicates: Count = 0
    reorder_spread_s: Seconds = 0.0
    events_paused: bool = False
    event_timeout_s: Annotated[float, msgspec.Meta(gt=0)] = 10.0
    retry_gaps_s: tuple[Seconds, ...] = (10.0, 30.0, 120.0, 600.0, 3600.0)  # after the last one: Killed
    retry_scale: Seconds = 1.0


def turned(knobs: Knobs, changes: dict[str, Any]) -> Knobs:
    """The knobs after `changes`.

    Raises:
        msgspec.ValidationError: There is no such knob, or it has no such position.
    """
    return msgspec.convert({**msgspec.to_builtins(knobs), **changes}, Knobs)
