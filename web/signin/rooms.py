"""All the routes for getting in, in one place for the application."""

from fastapi import APIRouter

from web.signin import factor, first_run, forgotten, inviting, own, provider, second_step

ROUTERS: tuple[APIRouter, ...] = (
    own.router,
    second_step.router,
    factor.router,
    forgotten.router,
    inviting.router,
    inviting.desk,
    first_run.router,
    provider.router,
)
