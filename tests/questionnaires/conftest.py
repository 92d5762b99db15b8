"""Questionnaires to test with: the published one, and a small one with a question of each kind."""

import pytest

from questionnaires import load

SMALL = """\
format: 1
id: small
version: 0.1.0
languages: [zh, en]
title: {zh: 小问卷, en: Small}
levels:
  - {level: 1, threshold: 0, name: {zh: 一, en: One}}
  - {level: 2, threshold: 50, name: {zh: 二, en: Two}}
dimensions:
  - id: all
    title: {zh: 全部, en: All}
    practices:
      - id: all.kinds
        title: {zh: 题型, en: Kinds}
        questions:
          - id: ladder
            kind: level
            text: {zh: 阶梯题, en: A ladder}
            may_not_apply: true
            rungs: [{zh: 一, en: A}, {zh: 二, en: B}, {zh: 三, en: C}, {zh: 四, en: D}, {zh: 五, en: E}]
          - id: one
            kind: single
            text: {zh: 单选题, en: Choose one}
            may_not_apply: true
            options:
              - {id: bad, credit: 0, text: {zh: 差, en: Bad}}
              - {id: good, credit: 100, text: {zh: 好, en: Good}}
          - id: ticks
            kind: multiple
            text: {zh: 多选题, en: Tick some}
            may_not_apply: true
            options:
              - {id: left, credit: 40, text: {zh: 左, en: Left}}
              - {id: right, credit: 60, text: {zh: 右, en: Right}}
              - {id: none, credit: 0, exclusive: true, text: {zh: 都没有, en: Neither}}
          - id: share
            kind: number
            text: {zh: 占比, en: A share}
            may_not_apply: true
            unit: {zh: "%", en: "%"}
            range: [0, 100]
            anchors: [{at: 0, credit: 0}, {at: 50, credit: 100}]
          - id: weight
            kind: number
            text: {zh: 重量, en: A weight}
            may_not_apply: true
            unit: {zh: 公斤, en: kg}
            range: [1, 2000]
            direction: down
            anchors: [{at: 10, credit: 100}, {at: 20, credit: 0}]
          - id: ratio
            kind: count_of
            text: {zh: 比例题, en: A ratio}
            may_not_apply: true
            numerator: {zh: 部分, en: Part}
            denominator: {zh: 全部, en: Whole}
            range: [0, 100]
            anchors: [{at: 0, credit: 0}, {at: 80, credit: 100}]
"""


@pytest.fixture(scope="session")
def textile():
    return load("textile")


@pytest.fixture
def small_file(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return load(path)
