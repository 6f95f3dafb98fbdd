"""The simulator as one ASGI application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from core.clock import Clock
from simulator.ads import entities as ads_entities
from simulator.ads import reports as ads_reports
from simulator.ads.gate import AdsGate
from simulator.control import control_routes
from simulator.documents import document_answer
from simulator.endpoints import (
    catalog,
    finances,
    inventory,
    orders,
    reports,
    sales,
    sellers,
    tokens,
)
from simulator.errors import not_found
from simulator.exchange import exchange_answer
from simulator.gate import OperationGate, apply_fault, dated, json_answer, keeping_raw_send
from simulator.images import image_answer
from simulator.tokens import token_answer
from simulator.world import World

REGIONS = ("NA", "EU")
OPERATIONS = (
    *orders.OPERATIONS,
    *catalog.OPERATIONS,
    *inventory.OPERATIONS,
    *sales.OPERATIONS,
    *finances.OPERATIONS,
    *sellers.OPERATIONS,
    *reports.OPERATIONS,
    *tokens.OPERATIONS,
)
ADS_OPERATIONS = (*ads_entities.OPERATIONS, *ads_reports.OPERATIONS)


def _ads_routes(world: World, region: str) -> list[BaseRoute]:
    known: list[BaseRoute] = [
        Route(row.path, AdsGate(world, row, region).answer, methods=[row.method])
        for row in ADS_OPERATIONS
    ]
    return [*known, Route("/{path:path}", _unknown, methods=["GET", "POST", "PUT", "DELETE"])]


def _region_routes(world: World, region: str) -> list[BaseRoute]:
    known: list[BaseRoute] = [
        Route(row.path, OperationGate(world, row, region).answer, methods=[row.method])
        for row in OPERATIONS
    ]
    return [*known, Route("/{path:path}", _unknown, methods=["GET", "POST", "PUT", "DELETE"])]


async def _unknown(_request: Request) -> Response:
    """Answer for a path that is no operation here; Amazon says the same of its own."""
    return json_answer(not_found("The requested resource was not found.").body(), 404)


def create_app(
    clock: Clock | None = None,
    seed: int = 7,
    months: int = 24,
    rate_plan: str = "off",
    *,
    world: World | None = None,
) -> ASGIApp:
    """Build the application over a new world, or over one that a test holds."""
    shop = world or World(clock=clock, seed=seed, months=months, rate_plan=rate_plan)

    async def token(request: Request) -> Response:
        trouble = await apply_fault(shop.faults, "token")
        if trouble is not None:
            shop.rates.refused["token"] += 1
            return trouble
        shop.rates.served["token"] += 1
        return await token_answer(request, shop.tokens, shop.now())

    async def document(request: Request) -> Response:
        return await document_answer(shop, request)

    async def image(request: Request) -> Response:
        trouble = await apply_fault(shop.faults, "image")
        return trouble or await image_answer(request)

    async def exchange(request: Request) -> Response:
        trouble = await apply_fault(shop.faults, "exchange")
        return trouble or exchange_answer(request, shop.seed, shop.now())

    app = Starlette(
        routes=[
            Route("/auth/o2/token", token, methods=["POST"]),
            *(Mount("/" + name.lower(), routes=_region_routes(shop, name)) for name in REGIONS),
            *(Mount("/ads/" + name.lower(), routes=_ads_routes(shop, name)) for name in REGIONS),
            Route("/documents/{document_id:path}", document),
            Route("/images/I/{name}", image),
            Route("/ecb/{name}", exchange),
            Mount("/_simulator", routes=control_routes(shop)),
        ]
    )
    return keeping_raw_send(dated(app, shop.now))
