"""Addresses of the editor's pages, on the console."""

from django.urls import path

from bluezone.authority.news.views import articles, telephones

app_name = "news"
urlpatterns = [
    path("", articles.bulletin, name="bulletin"),
    path("preview/", articles.preview, name="preview"),
    path("isolation/", telephones.isolation, name="isolation"),
    path("telephones/", telephones.telephones, name="telephones"),
    path("telephones/<uuid:unit_id>/", telephones.telephone, name="telephone"),
    path("telephones/<uuid:unit_id>/remove/", telephones.remove, name="remove_telephone"),
    path("new/<str:section>/", articles.write, name="write"),
    path("<uuid:article_id>/", articles.article, name="article"),
    path("<uuid:article_id>/edit/", articles.edit, name="edit"),
    path("<uuid:article_id>/publish/", articles.publish, name="publish"),
    path("<uuid:article_id>/withdraw/", articles.withdraw, name="withdraw"),
    path("<uuid:article_id>/move/", articles.move, name="move"),
]
