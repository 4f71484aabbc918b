"""Projects, their warehouses, and the accounts that may speak for them."""

from __future__ import annotations

from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from sandbox.noon.answers import NoonError
from sandbox.noon.rows import Warehouse
from sandbox.noon.world import Noon

DEFAULT_PROJECT = "PRJ10001"
DEFAULT_WAREHOUSES = (("ae", "Dubai Creek"), ("sa", "Riyadh Gate"))


def add_project(noon: Noon, project_code: str) -> list[Warehouse]:
    """The project's warehouses; a new project gets two."""
    with noon.store.lock:
        known = warehouses_of(noon, project_code)
        return known or [add_warehouse(noon, project_code, *place) for place in DEFAULT_WAREHOUSES]


def add_warehouse(noon: Noon, project_code: str, country_code: str, display_name: str, code: str = "") -> Warehouse:
    """One more integration warehouse."""
    with noon.store.lock:
        code = code or f"W{noon.number('warehouse', 10001):08d}A"
        warehouse: Warehouse = {
            "warehouse_code": code,
            "display_name": display_name,
            "fulfillment_system_code": "fbpi",
            "is_active": True,
            "project_code": project_code,
            "country_code": country_code,
        }
        noon.warehouses[code] = warehouse
        noon.changed()
        return warehouse


def warehouses_of(noon: Noon, project_code: str) -> list[Warehouse]:
    """The project's warehouses by code."""
    return [row for _, row in sorted(noon.warehouses.items()) if row["project_code"] == project_code]


def own_warehouse(noon: Noon, project_code: str, warehouse_code: str) -> Warehouse:
    """The project's warehouse of this code.

    Raises:
        NoonError: There is none. One of another project counts as none: its existence is not ours to tell.
    """
    warehouse = noon.warehouses.get(warehouse_code)
    if warehouse is None or warehouse["project_code"] != project_code:
        raise NoonError("NOT_FOUND", f"warehouse {warehouse_code} was not found", warehouse_code)
    return warehouse


def add_account(noon: Noon, project_code: str, *, has_role: bool = True) -> dict[str, Any]:
    """Register a service account and return its key file, the only place that has the private key.

    Without a role in the project its logins succeed and everything else is refused, as sellers meet it in practice.
    """
    with noon.store.lock:
        add_project(noon, project_code)
        number = noon.number("account")
        private_key = _private_key(number)
        key_id = f"{noon.dice('key', number).getrandbits(128):032x}"
        channel = f"tajir-{number}@p{project_code.removeprefix('PRJ')}.idp.noon.partners"
        noon.accounts[key_id] = {
            "key_id": key_id,
            "project_code": project_code,
            "channel_identifier": channel,
            "public_key": private_key.public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            .decode(),
            "has_role": has_role,
        }
        noon.changed()
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {
        "type": "apijwt",
        "key_id": key_id,
        "private_key": pem,
        "project_code": project_code,
        "channel_identifier": channel,
        "issued_at": noon.stamp(),
    }


def remove_account(noon: Noon, key_id: str) -> None:
    """Deactivate a key, and at once every session that it opened.

    Raises:
        NoonError: There is no such key.
    """
    with noon.store.lock:
        if noon.accounts.pop(key_id, None) is None:
            raise NoonError("NOT_FOUND", f"key {key_id} was not found", key_id)
        for session_id in [number for number, row in noon.sessions.items() if row["key_id"] == key_id]:
            del noon.sessions[session_id]
        noon.changed()


@cache
def _private_key(number: int) -> rsa.RSAPrivateKey:
    # A key takes a tenth of a second and a suite registers hundreds of accounts, so the first account of each
    # world in this process has the same key, and so on; within one world no two are alike.
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
