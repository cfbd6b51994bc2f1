"""`/api/v1/score`, `/api/v1/what-if`, `/api/v1/reports`."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/v1", tags=["Chấm điểm"])
