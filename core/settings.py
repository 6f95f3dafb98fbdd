"""All settings, checked once. Each comes from the environment or from `.env`.

`.env.example` lists every one of them; a test holds that.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.clock import parse_instant
from core.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent

Port = int


class Settings(BaseSettings):
    """The validated settings of one installation."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    # Where this installation keeps its own files.
    local_dir: Path = ROOT / ".local"
    app_env: Literal["development", "production"] = "development"
    demo_mode: Literal["auto", "on", "off"] = "auto"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    # The database. Empty: the one that comes with the product.
    database_url: SecretStr = SecretStr("")
    database_url_web: SecretStr = SecretStr("")
    database_url_sync: SecretStr = SecretStr("")
    database_url_ask: SecretStr = SecretStr("")
    database_url_cerebro: SecretStr = SecretStr("")

    # Addresses.
    app_host: str = "127.0.0.1"
    app_port: Port = Field(default=5000, ge=1, le=65535)
    sidecar_host: str = "127.0.0.1"
    sidecar_port: Port = Field(default=8080, ge=1, le=65535)
    images_public_url: str = ""

    # Secrets. Empty: made on first start and kept in the local folder.
    cookie_key: SecretStr = SecretStr("")
    signing_key: SecretStr = SecretStr("")
    credentials_key: SecretStr = SecretStr("")

    # Amazon.
    sp_api_client_id: str = ""
    sp_api_client_secret: SecretStr = SecretStr("")
    sp_api_refresh_token_na: SecretStr = SecretStr("")
    sp_api_refresh_token_eu: SecretStr = SecretStr("")
    sp_api_refresh_token_fe: SecretStr = SecretStr("")
    lwa_url: str = ""
    sp_api_host_na: str = ""
    sp_api_host_eu: str = ""
    sp_api_host_fe: str = ""
    # Advertising. An empty client is the one above.
    ads_client_id: str = ""
    ads_client_secret: SecretStr = SecretStr("")
    ads_refresh_token_na: SecretStr = SecretStr("")
    ads_refresh_token_eu: SecretStr = SecretStr("")
    ads_refresh_token_fe: SecretStr = SecretStr("")
    ads_host_na: str = ""
    ads_host_eu: str = ""
    ads_host_fe: str = ""
    image_hosts: str = "m.media-amazon.com,images-na.ssl-images-amazon.com"

    ecb_url: str = ""

    # Syncing.
    enable_auto_sync: bool | None = None
    disable_schedules: bool = False
    sync_every_minutes: int = Field(default=15, ge=1, le=1440)
    backfill_days: int = Field(default=730, ge=1, le=730)

    # Amazon's notices of changed orders (SQS). Empty: orders are searched for on schedule only.
    order_queue_url: str = ""
    order_queue_region: str = ""
    order_queue_endpoint: str = ""
    aws_access_key_id: str = ""
    aws_secret_access_key: SecretStr = SecretStr("")

    # A language model for questions that the words of Ask do not explain; any server that speaks
    # the OpenAI protocol. Off while there is neither a key nor an address.
    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = ""
    ask_model: str = "gpt-5-mini"
    # How long a person waits for it at the most, all its calls for one question together.
    ask_model_timeout_seconds: float = Field(default=20, gt=0, le=120)
    # What an account may use in a day (UTC).
    ask_model_daily_tokens: int = Field(default=200_000, ge=0)
    ask_model_daily_seconds: int = Field(default=1_800, ge=0)
    ask_model_daily_dollars: float = Field(default=1, ge=0)
    # Dollars for a million tokens; 0 = not known.
    ask_model_price_in: float = Field(default=0, ge=0)
    ask_model_price_out: float = Field(default=0, ge=0)

    # Whether `make run` analyses its own code once it is up. Not set: in the demo only.
    cerebro_at_start: bool | None = None
    # How many tokens CEREBRO may use in a day (UTC) for explanations and its assistant; 0 = none.
    cerebro_daily_tokens: int = Field(default=100_000, ge=0)
    # Where CEREBRO looks up known holes of what is depended on. Empty: osv.dev.
    osv_url: str = ""

    # The simulator, which plays Amazon in the demo.
    simulator_port: Port = Field(default=8090, ge=1, le=65535)
    simulator_seed: int = 7
    simulator_months: int = Field(default=24, ge=1, le=24)
    simulator_now: str = ""
    simulator_rate_plan: str = "off"

    @field_validator("local_dir", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("simulator_now", mode="after")
    @classmethod
    def _is_instant(cls, value: str) -> str:
        if value:
            parse_instant(value)
        return value

    @field_validator("simulator_rate_plan", mode="after")
    @classmethod
    def _is_rate_plan(cls, value: str) -> str:
        if value in ("real", "off"):
            return value
        try:
            # The simulator takes factors below a million.
            if 0 < float(value) < 1_000_000:
                return value
        except ValueError:
            pass
        raise ValueError("write off, real, or a factor above 0 such as 10")

    @field_validator("cookie_key", "signing_key", "credentials_key", mode="after")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if secret and len(secret) < 32:
            raise ValueError("a secret needs at least 32 characters")
        return value

    @property
    def has_amazon_credentials(self) -> bool:
        """Whether at least one region can be reached with keys from the environment."""
        tokens = (
            self.sp_api_refresh_token_na,
            self.sp_api_refresh_token_eu,
            self.sp_api_refresh_token_fe,
        )
        has_client = bool(self.sp_api_client_id and self.sp_api_client_secret.get_secret_value())
        return has_client and any(token.get_secret_value() for token in tokens)

    @property
    def is_demo(self) -> bool:
        """Whether the simulator plays Amazon."""
        if self.demo_mode == "auto":
            return not self.has_amazon_credentials
        return self.demo_mode == "on"

    @property
    def syncs_by_itself(self) -> bool:
        """Whether `make up` starts the sync loop. DISABLE_SCHEDULES wins over everything."""
        if self.disable_schedules:
            return False
        return self.is_demo if self.enable_auto_sync is None else self.enable_auto_sync

    @property
    def analyses_at_start(self) -> bool:
        """Whether `make up` analyses its own code. DISABLE_SCHEDULES wins over everything."""
        if self.disable_schedules:
            return False
        return self.is_demo if self.cerebro_at_start is None else self.cerebro_at_start

    @property
    def simulator_url(self) -> str:
        """Where the simulator answers."""
        return f"http://127.0.0.1:{self.simulator_port}"

    def check_production(self) -> None:
        """Refuse a production start with what only a demo may have."""
        if self.app_env != "production":
            return
        if self.is_demo:
            raise ConfigurationError(
                "Production cannot run the demo. Set the SP_API_ keys, or APP_ENV=development."
            )
        upstreams = (
            self.lwa_url,
            self.sp_api_host_na,
            self.sp_api_host_eu,
            self.sp_api_host_fe,
            self.ads_host_na,
            self.ads_host_eu,
            self.ads_host_fe,
            self.ecb_url,
            self.order_queue_url,
            self.order_queue_endpoint,
            self.openai_base_url,
            self.osv_url,
        )
        if any(address.lower().startswith("http:") for address in upstreams):
            raise ConfigurationError("Production talks to Amazon over https:// only.")
        missing = [
            name.upper()
            for name in ("cookie_key", "signing_key", "credentials_key")
            if not getattr(self, name).get_secret_value()
        ]
        if missing:
            raise ConfigurationError(f"Production needs these secrets set: {', '.join(missing)}.")


def load_settings() -> Settings:
    """Read and check the settings; a wrong one becomes one clear sentence."""
    try:
        settings = Settings()
    except ValidationError as error:
        parts = [_explain(dict(detail)) for detail in error.errors()]
        raise ConfigurationError(" ".join(parts)) from None
    settings.check_production()
    return settings


def _explain(detail: dict[str, object]) -> str:
    place = detail.get("loc") or ("?",)
    name = str(place[0]).upper() if isinstance(place, tuple) else "?"
    message = str(detail.get("msg", "is wrong")).removeprefix("Value error, ").rstrip(".")
    return f"The setting {name} is wrong: {message[:1].lower()}{message[1:]}."


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process."""
    return load_settings()
