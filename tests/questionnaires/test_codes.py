"""Code lists: regions, industries, processes and size classes."""

import pytest

from questionnaires import codes


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param("33", "浙江省", id="province"),
        pytest.param("330000", "浙江省", id="province in full"),
        pytest.param("3300", "浙江省", id="province with a zero city"),
        pytest.param("3306", "浙江省绍兴市", id="city"),
        pytest.param("330600", "浙江省绍兴市", id="city in full"),
        pytest.param("350581", "福建省石狮市", id="county-level city"),
        pytest.param("110000", "北京市", id="municipality"),
        pytest.param("659001", "新疆维吾尔自治区石河子市", id="directly under a region"),
        pytest.param("421000", "湖北省荆州市", id="renamed in 1996"),
        pytest.param("120110", "天津市东丽区", id="renamed in 1992"),
        pytest.param("130502", "河北省襄都区", id="renamed in 2020"),
    ],
)
def test_current_regions_have_names(code, name):
    """Codes of two, four and six digits are known, by their present name."""
    assert codes.region_name(code) == name


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("371200", id="Laiwu, merged in 2019"),
        pytest.param("3712", id="Laiwu, four digits"),
        pytest.param("110103", id="Chongwen, merged in 2010"),
        pytest.param("330621", id="Shaoxing county, a district since 2013"),
        pytest.param("990000", id="no such province"),
        pytest.param("339999", id="no such place"),
        pytest.param("00", id="zeros"),
        pytest.param("3", id="one digit"),
        pytest.param("33060", id="five digits"),
        pytest.param("33060200", id="eight digits"),
        pytest.param("", id="empty"),
        pytest.param("浙江", id="a name"),
        pytest.param("３３", id="full width"),
    ],
)
def test_other_regions_have_none(code):
    """Withdrawn, invented and misshapen codes are unknown."""
    assert codes.region_name(code) is None


def test_industries_are_the_three_divisions():
    """All codes belong to divisions 17, 18 and 28, and every class has its group and division."""
    known = codes.industries()

    assert {code[:2] for code in known} == {"17", "18", "28"}
    assert all(code[:-1] in known for code in known if len(code) > 2)
    assert known["1713"]["zh"] == "棉印染精加工"


@pytest.mark.parametrize("listed", [codes.industries, codes.processes, codes.sizes])
def test_every_code_has_both_names(listed):
    """Every entry is named in Chinese and in English, no two alike in one list of processes."""
    for code, names in listed().items():
        assert all(names[lang].strip() for lang in ("zh", "en")), code
    titles = [name for names in codes.processes().values() for name in names.values()]
    assert len(set(titles)) == len(titles)


def test_size_limits_fall_from_large_to_micro():
    """Limits descend, and anybody is at least micro."""
    limits = list(codes.sizes().values())

    assert list(codes.sizes()) == ["large", "medium", "small", "micro"]
    for fact in ("employees", "revenue"):
        values = [limit[fact] for limit in limits]
        assert values == sorted(values, reverse=True)
        assert values[-1] == 0
