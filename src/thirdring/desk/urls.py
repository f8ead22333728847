"""Addresses of the desk, the public call page and the journal list of cards."""

from __future__ import annotations

from django.urls import path, re_path

from thirdring.desk import caller, cardlist, cards, cardtable, crm, promiselist, promises, views

app_name = "desk"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/idle", views.idle, name="idle"),
    path("desk/stream", views.stream, name="stream"),
    path("desk/commands", views.command, name="commands"),
    path("desk/card", cards.card, name="card"),
    path("desk/promise", promises.promise, name="promise"),
    path("desk/promises", promises.promises, name="promises"),
    path("desk/number", promises.number, name="number"),
    path("desk/cards/<int:number>/who", cards.who, name="who"),
    path("desk/cards/<int:number>/people", cards.people, name="people"),
    path("desk/cards/<int:number>/save", cards.save, name="save"),
    path("desk/cards/<int:number>/close", cards.close, name="close"),
    path("desk/cards/<int:number>/editors/<uuid:seat>", cards.editors_of, name="editors"),
    path("desk/cards/<int:number>/editing/<uuid:seat>", cards.editing, name="editing"),
    path("desk/cards/<int:number>/pass-on", cards.pass_on, name="pass-on"),
    path("desk/cards/<int:number>/aside", cards.put_aside, name="aside"),
    path("cards/", cardlist.cards, name="cards"),
    path("cards/<int:number>/", cardlist.card, name="card-page"),
    path("promises/", promiselist.promises, name="promise-list"),
    re_path(r"^promises\.(?P<kind>csv|xlsx)$", promiselist.table, name="promise-table"),
    re_path(r"^cards\.(?P<kind>csv|xlsx)$", cardtable.table, name="card-table"),
    path("desk/crm", crm.page, name="crm"),
    path("desk/dial", crm.dial, name="dial"),
    path("desk/dialled", crm.dialled, name="dialled"),
    path("call/", caller.call, name="call"),
]
