"""Facts about the site itself."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.models.base import Base, Moment


class SiteSetting(Base):
    """One fact by its key, such as `demonstration` or `worker_seen`."""

    __tablename__ = "site_setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(500))
    changed_at: Mapped[Moment]
