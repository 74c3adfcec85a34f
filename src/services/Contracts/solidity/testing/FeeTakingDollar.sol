// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {DevelopmentDollar} from "../DevelopmentDollar.sol";

/// A token for tests that keeps one percent of each transfer: the payee receives less than was signed.
contract FeeTakingDollar is DevelopmentDollar {
    address public constant COLLECTOR = address(0xFEE);

    constructor(string memory name_, string memory symbol_, string memory version_)
        DevelopmentDollar(name_, symbol_, version_)
    {}

    function _transfer(address from, address to, uint256 value) internal override {
        uint256 fee = value / 100;
        super._transfer(from, COLLECTOR, fee);
        super._transfer(from, to, value - fee);
    }
}
