"""The pages for data protection officers."""

from fastapi import APIRouter

from gis_service.web import log, log_documents, log_retention, log_samples

router = APIRouter(include_in_schema=False)
router.include_router(log.router)
router.include_router(log_samples.router)
router.include_router(log_retention.router)
# Last, since its address has a part that could be any other.
router.include_router(log_documents.router)
