"""The service put together. Nothing is built at import: `create_app` makes all of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Lifespan, Scope

from app.accounts.cookies import SIGN_IN, go
from app.accounts.errors import SignInNeeded
from app.accounts.forgetting import forget as forget_keys
from app.accounts.link_pages import router as link_pages
from app.accounts.pages import router as people_pages
from app.accounts.routes import router as people
from app.assessments.routes import router as assessments
from app.assessments.schemas import AnswersIn, WhatIfIn
from app.attachments.checklist_pages import router as checklist_pages
from app.attachments.checklist_routes import router as checklist
from app.attachments.handing_pages import router as handing_pages
from app.attachments.handing_routes import router as handing_out
from app.attachments.link_routes import pages as link_check_pages
from app.attachments.link_routes import router as link_checks
from app.attachments.pages import router as evidence_pages
from app.attachments.receiving import ROOM_FOR_TEXTS, brings_file
from app.attachments.reuse_pages import router as reuse_pages
from app.attachments.reuse_routes import router as evidence_reuse
from app.attachments.routes import router as attachments
from app.attachments.signed_routes import router as signed_reports
from app.attachments.verdict_routes import pages as verdict_pages
from app.attachments.verdict_routes import router as verdicts
from app.audit.access import AccessLog
from app.audit.routes import router as audit
from app.bodies.pages import router as body_pages
from app.bodies.routes import router as bodies
from app.bodies.routes_of_structure import router as structure
from app.campaigns.pages import router as campaign_pages
from app.campaigns.routes import router as campaigns
from app.carry_over.routes import router as carry_over
from app.context import Context
from app.dossiers.answer_routes import router as dossier_answers
from app.dossiers.assignment_routes import router as assignments
from app.dossiers.external_routes import returned as returned_dossiers
from app.dossiers.external_routes import router as assessing
from app.dossiers.last_year_routes import router as last_year
from app.dossiers.objection_file_routes import router as objection_files
from app.dossiers.objection_routes import router as objections
from app.dossiers.pages import router as dossier_pages
from app.dossiers.pages_answers import router as answer_pages
from app.dossiers.pages_steps import router as step_pages
from app.dossiers.pages_team import router as team_pages
from app.dossiers.print_routes import router as dossier_prints
from app.dossiers.routes import router as dossiers
from app.edge.bodies import Answer, BodyGate, BodyLimits, Streams
from app.edge.guards import HostGuard, SameSite, SecurityHeaders
from app.edge.head import HeadAsGet
from app.edge.last_resort import LastResort
from app.edge.openapi import describe
from app.edge.press import Press
from app.edge.problems import from_framework, from_validation, problem_response
from app.edge.uploads import Disk
from app.edge.work import Workshop
from app.editions.routes import router as editions
from app.editions.service import Editions
from app.errors import ServiceError
from app.health import router as health
from app.imports.marked_routes import router as marked_imports
from app.imports.pages import router as import_pages
from app.imports.queries import forget as forget_imports
from app.imports.routes import router as imports
from app.index.overlay_routes import router as overlays
from app.index.routes import router as index
from app.jobs.foreman import Foreman
from app.jobs.queue import forget as forget_jobs
from app.packages.pages import router as package_pages
from app.packages.queries import forget as forget_packages
from app.packages.routes import router as packages
from app.province.routes import router as province
from app.recognition.pages import router as decision_pages
from app.recognition.routes import router as recognition
from app.settings import Settings
from app.storage.database import Database
from app.uploads.routes import router as uploads
from app.vault.choosing import vault_of
from app.vault.routes import router as erasures
from app.web.examples import Examples
from app.web.pages import router as pages
from app.web.reference import router as reference
from app.web.rendering import Pages
from app.workbooks.pages import router as form_pages
from app.workbooks.queries import forget as forget_forms
from app.workbooks.routes import router as forms
from evidence.kinds import Kind, media_type

# Zips already: squeezing them again costs time and saves nothing.
_ZIPPED = (*(media_type(kind) for kind in Kind),)
# Measured best for short transactions; below the ten connections that each worker keeps.
THREADS = 8
ROUTERS = (
    dossier_answers,  # first: the framework looks through all routes in this order at every request
    health,
    editions,
    index,
    overlays,
    assessments,
    handing_out,
    attachments,
    checklist,
    evidence_reuse,
    verdicts,
    link_checks,
    uploads,
    erasures,
    signed_reports,
    pages,
    reference,
    people,
    audit,
    people_pages,
    link_pages,
    structure,
    bodies,
    body_pages,
    campaigns,
    province,
    carry_over,
    campaign_pages,
    decision_pages,
    dossiers,
    dossier_prints,
    last_year,
    assessing,
    returned_dossiers,
    objections,
    objection_files,
    assignments,
    recognition,
    imports,
    marked_imports,
    import_pages,
    dossier_pages,
    answer_pages,
    step_pages,
    team_pages,
    evidence_pages,
    link_check_pages,
    handing_pages,
    checklist_pages,
    verdict_pages,
    reuse_pages,
    forms,
    form_pages,
    packages,
    package_pages,
)
_MACHINE_PATHS = ("/api/v1/", "/healthz", "/openapi.json")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service for these settings (default: from the environment).

    Loads every edition. Raises `criteria.errors.CriteriaError` when one breaks a rule: a service
    that would refuse half of its forms does not start.
    """
    chosen = settings or Settings()
    shelf = Editions(chosen.editions)
    site = Pages()
    database = Database(chosen.database)
    access = AccessLog(database, timedelta(days=chosen.access_log_days), once_a_day=forget)
    vault, disk = vault_of(chosen), Disk()
    examples = Examples(chosen.examples)
    press = Press(chosen.workers)
    foreman = Foreman(chosen, database)
    parts = Context(chosen, shelf, examples, site, database, access, vault, disk, press, foreman)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # Threads only wait for the database here: more of them add waiting, not work.
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        parts.workshop = Workshop(chosen.workers, chosen.waiting)
        vault.sweep()
        access.start()
        foreman.start()
        yield
        foreman.close()
        access.stop()
        parts.workshop.close()
        parts.workshop = None
        parts.close_packer()
        press.close()
        database.close()

    app = _bare(parts.version, lifespan)
    app.state.context = parts
    for router in ROUTERS:
        app.include_router(router)
    describe(app, AnswersIn, WhatIfIn)
    answer = answering(site)
    _handle_errors(app, answer)
    _surround(app, chosen, answer)
    return app


def _bare(version: str, lifespan: Lifespan[FastAPI]) -> FastAPI:
    return FastAPI(
        title="Thang Đo",
        version=version,
        lifespan=lifespan,
        docs_url=None,  # both load their scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        # Whatever exporters the environment names: nothing about a school leaves this process.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )


def forget(session: Session, at: datetime) -> None:
    """Once a day: what no longer serves anybody."""
    forget_packages(session, at)
    forget_keys(session, at)
    forget_forms(session, at)
    forget_imports(session, at)
    forget_jobs(session, at)


def answering(site: Pages) -> Answer:
    """How a refusal is told: as a document to programs, as a page to people."""

    def answer(scope: Scope, error: ServiceError) -> Response:
        if scope["path"].startswith(_MACHINE_PATHS):
            return problem_response(error)
        if isinstance(error, SignInNeeded) and scope["method"] == "GET":
            return go(f"{SIGN_IN}?{urlencode({'tiep': scope['path']})}")
        return site.refusal(error)

    return answer


def _handle_errors(app: FastAPI, answer: Answer) -> None:
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, ServiceError)
        return answer(request.scope, error)

    async def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answer(request.scope, from_framework(error))

    async def shape(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request.scope, from_validation(error))

    app.add_exception_handler(ServiceError, refused)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(RequestValidationError, shape)


def _surround(app: FastAPI, settings: Settings, answer: Answer) -> None:
    """The middleware, from the innermost to the outermost."""
    limits = BodyLimits(settings.max_upload_bytes, settings.max_held_bytes, settings.body_seconds)
    app.add_middleware(LastResort, answer=answer)
    app.add_middleware(
        GZipMiddleware,
        minimum_size=1000,
        compresslevel=6,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, *_ZIPPED),
    )
    streams = Streams(
        brings_file,
        settings.max_file_bytes + ROOM_FOR_TEXTS,
        settings.uploads,
        settings.upload_seconds,
        settings.body_seconds,
    )
    app.add_middleware(BodyGate, limits=limits, answer=answer, streams=streams)
    app.add_middleware(SameSite, answer=answer)
    app.add_middleware(HostGuard, allowed=settings.allowed_hosts, answer=answer)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadAsGet)
