from django.urls import path

from portal.setup.views import index

app_name = "setup"

urlpatterns = [
    path("", index.index, name="index"),
    # -- rounds: portal/setup/views/rounds.py, calls.py, regions.py
    # -- rule sets: portal/setup/views/rules.py and its neighbours
    # -- money and papers: portal/setup/views/money.py, papers.py
    # -- simulator: portal/setup/views/simulator.py
]
