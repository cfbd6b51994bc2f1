"""Which back end the vault has: a folder, or a bucket where one is named."""

from app.settings import Settings
from evidence.local import LocalStore
from evidence.store import Store


def vault_of(settings: Settings) -> Store:
    """The store that these settings name."""
    folder = settings.data_dir / "evidence"
    if not settings.s3_bucket:
        return LocalStore(folder)
    # Loaded only where a bucket is named: 10 MB that a folder does not need.
    from evidence.remote import Bucket, RemoteStore  # noqa: PLC0415

    bucket = Bucket(
        settings.s3_bucket,
        settings.s3_endpoint,
        settings.s3_region,
        settings.s3_access_key,
        settings.s3_secret_key.get_secret_value(),
        settings.s3_virtual_hosted,
        settings.s3_seconds,
        settings.s3_seconds * 2,
    )
    return RemoteStore(bucket, settings.data_dir / "spool")
