// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {DevelopmentDollar} from "../DevelopmentDollar.sol";

/// A token for tests that uses up the authorization, succeeds, and moves nothing: no balance, no Transfer event.
contract SilentDollar is DevelopmentDollar {
    constructor(string memory name_, string memory symbol_, string memory version_)
        DevelopmentDollar(name_, symbol_, version_)
    {}

    function _transfer(address, address, uint256) internal override {}
}
