"""Methods for batches: what the data of many firms say. Needs the extra ``study``."""

from scoring.study.peers import NoPeers, Peer, Peers, find_peers

__all__ = ["NoPeers", "Peer", "Peers", "find_peers"]
