from assistant.japanese.roles import is_passive, roles, same_actor, topics_at


def test_who_acts_and_to_whom() -> None:
    found = roles("委託先は、委託元に速やかに通知する。")
    assert (found.topic, found.to) == (frozenset({"委託先"}), frozenset({"委託元"}))


def test_actors_joined_by_and_share_a_role() -> None:
    assert roles("国及び地方公共団体は、連携する。").topic == {"国", "地方公共団体"}


def test_the_one_spoken_of_stays_until_another_is() -> None:
    parts = ("利用者は、記録し、", "保存し、", "提供者は、確かめる。")
    assert [topics_at(parts, part) for part in parts] == [{"利用者"}, {"利用者"}, {"提供者"}]


def test_passives_and_short_names() -> None:
    assert is_passive("義務が課される")
    assert not is_passive("義務を課す")
    assert same_actor("事業者", "個人情報取扱事業者")
    assert not same_actor("提供者", "利用者")
