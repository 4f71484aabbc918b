"""Customers and companies."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.shopify.records import find
from sandbox.shopify.state import companies, customers, tags
from sandbox.shopify.world import World


def people_routes(world: World) -> Blueprint:
    """Routes of people in one shop; who acts is `by` in the body, the merchant by default."""
    routes = Blueprint("control_people", __name__)

    @routes.post("/shops/<domain>/customers")
    def make_customer(domain: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            return jsonify(customers.create_customer(act, request.get_json())), 201

    @routes.post("/shops/<domain>/customers/<number>")
    def change_customer(domain: str, number: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            customer = find(act.shop["customers"], number, "Customer")
            customers.update_customer(act, customer, request.get_json())
            return jsonify(customer)

    @routes.post("/shops/<domain>/customers/<number>/tags")
    def tag_customer(domain: str, number: str) -> ResponseReturnValue:
        values = request.get_json()
        with world.act(domain) as act:
            customer = find(act.shop["customers"], number, "Customer")
            tags.add_tags(act, "Customer", customer, values.get("add", []))
            tags.remove_tags(act, "Customer", customer, values.get("remove", []))
            return jsonify(customer)

    @routes.post("/shops/<domain>/customers/<number>/erase")
    def erase_customer(domain: str, number: str) -> ResponseReturnValue:
        with world.act(domain, "Shopify") as act:
            customer = find(act.shop["customers"], number, "Customer")
            customers.erase_customer(act, customer)
            return jsonify(customer)

    @routes.post("/shops/<domain>/companies")
    def make_company(domain: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            company = companies.create_company(act, request.get_json())
            locations = companies.locations_of(act.shop, company["id"])
            contacts = companies.contacts_of(act.shop, company["id"])
            return jsonify({**company, "locations": locations, "contacts": contacts}), 201

    @routes.post("/shops/<domain>/companies/<number>/locations")
    def add_location(domain: str, number: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            company = find(act.shop["companies"], number, "Company")
            return jsonify(companies.add_location(act, company, request.get_json())), 201

    @routes.post("/shops/<domain>/companies/<number>/contacts")
    def add_contact(domain: str, number: str) -> ResponseReturnValue:
        values = request.get_json()
        with world.act(domain) as act:
            company = find(act.shop["companies"], number, "Company")
            return jsonify(companies.add_contact(act, company, values["customer_id"], values.get("title"))), 201

    return routes
