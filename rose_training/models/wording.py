"""The words of e-mails as the office has changed them. The original ships with the site."""

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.models.base import Base, Key, Moment


class Wording(Base):
    """One version of an e-mail's words. The latest that is in use counts; none: the original."""

    __tablename__ = "wording"
    __table_args__ = (
        Index(
            "uq_wording_in_use",
            "kind",
            unique=True,
            sqlite_where=text("in_use = 1"),
            postgresql_where=text("in_use"),
        ),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    in_use: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[Moment]
    changed_by: Mapped[str] = mapped_column(String(200))
