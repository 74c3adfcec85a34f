// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Authorizations} from "./lib/Authorizations.sol";
import {Permits} from "./lib/Permits.sol";
import {TokenIdentity} from "./lib/TokenIdentity.sol";

/// A dollar for development chains: to payers and facilitators it behaves like the stablecoin of public networks
/// (6 decimals, EIP-20, EIP-3009, EIP-2612, EIP-1271 payers), but anybody may mint it.
contract DevelopmentDollar is Authorizations, Permits {
    constructor(string memory name_, string memory symbol_, string memory version_)
        TokenIdentity(name_, symbol_, version_)
    {}

    /// Play money: open to anyone.
    function mint(address to, uint256 value) external returns (bool) {
        _mint(to, value);
        return true;
    }
}
