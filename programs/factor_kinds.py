"""What the kinds of factors are called, and which of them hold for every carrier."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calculations.factors import FactorKind

LABELS: dict[FactorKind, Promise] = {
    FactorKind.HEAT_GROSS_MJ: _("Gross heat value"),
    FactorKind.HEAT_NET_MJ: _("Net heat value"),
    FactorKind.HEAT_ELECTRICITY_860KCAL_MJ: _("Heat of electricity at 860 kcal/kWh"),
    FactorKind.TOE_GROSS: _("TOE by gross heat"),
    FactorKind.TOE_ELECTRICITY_CONSUMPTION: _("TOE of electricity, consumption basis"),
    FactorKind.TOE_ELECTRICITY_860KCAL: _("TOE of electricity at 860 kcal/kWh"),
    FactorKind.EMISSION_CO2_KG_PER_TJ: _("CO₂ emission factor"),
    FactorKind.EMISSION_CH4_KG_PER_TJ: _("CH₄ emission factor"),
    FactorKind.EMISSION_N2O_KG_PER_TJ: _("N₂O emission factor"),
    FactorKind.EMISSION_ELECTRICITY_TCO2EQ_PER_MWH: _("Emission factor of electricity"),
    FactorKind.GWP_CH4: _("Global warming potential of CH₄"),
    FactorKind.GWP_N2O: _("Global warming potential of N₂O"),
    FactorKind.PRICE_KRW: _("Price"),
}
FOR_ALL_CARRIERS = (FactorKind.GWP_CH4, FactorKind.GWP_N2O)


def label(kind: str) -> str:
    """What a stored kind is called; an unknown one as it is stored."""
    return str(LABELS[FactorKind(kind)]) if kind in set(FactorKind) else kind
