// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ContractWallet} from "./ContractWallet.sol";

/// Deploys wallets at addresses known beforehand, for payers that do not exist yet when they sign (ERC-6492).
contract ContractWalletFactory {
    function deploy(address owner, bytes32 salt) external returns (ContractWallet wallet) {
        return new ContractWallet{salt: salt}(owner);
    }

    function addressOf(address owner, bytes32 salt) external view returns (address) {
        bytes32 codeHash = keccak256(abi.encodePacked(type(ContractWallet).creationCode, abi.encode(owner)));
        return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), address(this), salt, codeHash)))));
    }
}
