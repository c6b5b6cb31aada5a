"""The site without a network: what browsers keep and install, and a zip for a classroom without internet."""

from generator.offline.manifest import WEB_MANIFEST, web_manifest
from generator.offline.version import NO_SERVICE_WORKER, SERVICE_WORKER, write_offline
from generator.offline.zipped import write_zip

__all__ = ["NO_SERVICE_WORKER", "SERVICE_WORKER", "WEB_MANIFEST", "web_manifest", "write_offline", "write_zip"]
