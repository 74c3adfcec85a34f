// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {DevelopmentDollar} from "../DevelopmentDollar.sol";

/// A token for tests whose transfers can be switched off after a payment was verified: settlement then reverts.
contract RevertingDollar is DevelopmentDollar {
    error TransfersArePaused(address from, address to, uint256 value);

    bool public paused;

    constructor(string memory name_, string memory symbol_, string memory version_)
        DevelopmentDollar(name_, symbol_, version_)
    {}

    function setPaused(bool value) external {
        paused = value;
    }

    function _transfer(address from, address to, uint256 value) internal override {
        if (paused) revert TransfersArePaused(from, to, value);
        super._transfer(from, to, value);
    }
}
